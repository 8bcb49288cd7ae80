/** Short ways to write the gallery's actions. */

export const post = (label, data) => ({ type: "postback", label, data, displayText: label });
export const link = (label, uri = "https://example.com/map") => ({ type: "uri", label, uri });
