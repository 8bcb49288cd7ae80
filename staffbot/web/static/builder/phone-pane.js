/** The place of the telephone. It draws itself: messages are the chat's own view, not this page's. */

import { Component, html } from "../vendor/htm-preact.js";
import { Phone } from "./phone.js";

export class PhonePane extends Component {
  componentDidMount() {
    this.phone = new Phone(this.box, this.props.desk);
    this.props.desk.onDocument = () => this.phone.documentChanged();
    this.phone.documentChanged();
  }

  shouldComponentUpdate() {
    this.phone?.deskChanged();
    return false;
  }

  render({ desk }) {
    return html`<aside
      class="b-phone"
      id="pane-phone"
      aria-label=${desk.w("phone.title")}
      ref=${(box) => {
        if (box) this.box = box;
      }}
    ></aside>`;
  }
}
