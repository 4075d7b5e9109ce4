import { t } from "@/lib/words";

/** Passkeys as the browser keeps them; the server speaks of them in JSON, bytes in base64url. */

type Json = Readonly<Record<string, unknown>>;

/** Whether this browser knows passkeys, and this address may have any. */
export function knowsPasskeys(): boolean {
  return typeof window.PublicKeyCredential === "function";
}

/** Let the device make a passkey; return what the server is told of it. */
export async function makePasskey(options: Json): Promise<Record<string, unknown>> {
  const made = await navigator.credentials.create({
    publicKey: withBytes(options) as unknown as PublicKeyCredentialCreationOptions,
  });
  return toldOf(made);
}

/** Let the device use one of its passkeys; return what proves that it did. */
export async function answerByPasskey(options: Json): Promise<Record<string, unknown>> {
  const used = await navigator.credentials.get({
    publicKey: withBytes(options) as unknown as PublicKeyCredentialRequestOptions,
  });
  return toldOf(used);
}

/** Whether somebody turned away from what the device asked, which is no failure. */
export function turnedAway(error: unknown): boolean {
  return error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name);
}

/** Return why the device did not do it, in words. */
export function whyNot(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === "InvalidStateError") return new Error(t("This device has a passkey for it."));
  if (error.name === "SecurityError") {
    return new Error(t("Passkeys need an address with a name, not with a number, and https."));
  }
  return new Error(t("The device did not do it."));
}

/** Return options as the browser takes them: challenge, and the ids of users and passkeys. */
export function withBytes(options: Json): Record<string, unknown> {
  const user = options.user as Json | undefined;
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    ...(user !== undefined && { user: { ...user, id: bytesOf(user.id) } }),
    ...credentials("allowCredentials", options),
    ...credentials("excludeCredentials", options),
  };
}

function credentials(name: string, options: Json): Record<string, unknown> {
  const known = options[name] as readonly Json[] | undefined;
  if (known === undefined) return {};
  return { [name]: known.map((one) => ({ ...one, id: bytesOf(one.id) })) };
}

function toldOf(credential: Credential | null): Record<string, unknown> {
  if (!(credential instanceof PublicKeyCredential))
    throw new Error(t("The device made no passkey."));
  const { response } = credential;
  const parts: Record<string, string> = { clientDataJSON: textOf(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    parts.attestationObject = textOf(response.attestationObject);
  } else if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = textOf(response.authenticatorData);
    parts.signature = textOf(response.signature);
    if (response.userHandle !== null) parts.userHandle = textOf(response.userHandle);
  }
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: parts,
  };
}

/** Return the bytes of a text in base64url. */
export function bytesOf(text: unknown): Uint8Array<ArrayBuffer> {
  const base64 = String(text).replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Return bytes as a text in base64url. */
export function textOf(bytes: ArrayBuffer): string {
  const characters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte));
  return btoa(characters.join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
