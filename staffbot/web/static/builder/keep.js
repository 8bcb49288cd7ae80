/** What is not saved yet, kept in this browser as well: a lost connection or a closed tab must not cost any work. */

const PREFIX = "madoguchi.builder.";

/** @param {Storage|null} storage; null where the browser gives none */
export function makeKeep(storage, form) {
  const key = `${PREFIX}${form}`;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      // Full, or forbidden: then the page itself is all there is.
      return null;
    }
  };
  return {
    /** @returns {{document: object, revision: number}|null} */
    read: () =>
      quietly(() => {
        const kept = JSON.parse(storage?.getItem(key) ?? "null");
        return kept !== null && typeof kept.document === "object" && Number.isInteger(kept.revision) ? kept : null;
      }),
    write: (document, revision) => quietly(() => storage?.setItem(key, JSON.stringify({ document, revision }))),
    forget: () => quietly(() => storage?.removeItem(key)),
  };
}
