const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a part of an address can be an id of the API's. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && ID.test(text);
}
