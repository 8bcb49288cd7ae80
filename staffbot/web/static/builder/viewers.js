/** Who may see the form and its answers: everybody with the right, or the teams and people named here. */

import { Component, html } from "../vendor/htm-preact.js";

export class Viewers extends Component {
  constructor(props) {
    super(props);
    this.state = { found: null, trouble: "", picked: "" };
  }

  async componentDidMount() {
    await this.take(() => this.props.desk.api.viewers());
  }

  async take(ask) {
    try {
      this.setState({ found: await ask(), trouble: "", picked: "" });
    } catch (trouble) {
      this.setState({ trouble: trouble.say || this.props.desk.w("not_connected") });
    }
  }

  render({ desk }, { found, trouble, picked }) {
    if (found === null) return html`<p class="field-complaint">${trouble}</p>`;
    const may = desk.data.mayPublish;
    const change = (body) => this.take(() => desk.api.changeViewers(body));
    const taken = new Set(found.viewers.map((one) => (one.teamId !== null ? `t${one.teamId}` : `s${one.staffId}`)));
    const offered = [
      ...found.teams.map((one) => ({ value: `t${one.id}`, label: one.name })),
      ...found.members.map((one) => ({ value: `s${one.id}`, label: one.name })),
    ].filter((one) => !taken.has(one.value));
    const add = () =>
      change({ way: "add", [picked[0] === "t" ? "teamId" : "staffId"]: Number(picked.slice(1)) });
    return html`<section class="b-viewers" aria-labelledby="viewers-title">
      <h3 id="viewers-title">${desk.w("viewers.title")}</h3>
      <p class="field-hint">${desk.w(found.isLimited ? "viewers.limited" : "viewers.open")}</p>
      ${trouble && html`<p class="field-complaint" role="alert">${trouble}</p>`}
      <ul class="b-viewer-list">
        ${found.viewers.map(
          (one) => html`<li>
            ${one.name}
            ${
              may &&
              html`<button
                type="button"
                class="b-row-tool"
                aria-label=${desk.w("viewers.drop", { name: one.name })}
                onClick=${() => change(one.teamId !== null ? { way: "drop", teamId: one.teamId } : { way: "drop", staffId: one.staffId })}
              >
                ✕
              </button>`
            }
          </li>`,
        )}
      </ul>
      ${
        may
          ? html`<div class="b-beside">
              <select class="b-input" aria-label=${desk.w("viewers.who")} onChange=${(event) => this.setState({ picked: event.target.value })}>
                <option value="" selected=${picked === ""}>${desk.w("viewers.who")}</option>
                ${offered.map((one) => html`<option value=${one.value} selected=${one.value === picked}>${one.label}</option>`)}
              </select>
              <button type="button" class="button button-small" disabled=${picked === ""} onClick=${add}>${desk.w("viewers.add")}</button>
              ${
                found.isLimited &&
                html`<button type="button" class="button button-small" onClick=${() => change({ way: "all" })}>${desk.w("viewers.all")}</button>`
              }
            </div>`
          : html`<p class="field-hint">${desk.w("viewers.not_yours")}</p>`
      }
    </section>`;
  }
}
