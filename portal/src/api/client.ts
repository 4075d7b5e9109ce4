import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryHooks from "openapi-react-query";

import { Problem } from "@/api/problem";
import type { paths } from "@/api/schema";

/** What every request says besides its own: the tenant, and proof that it is the portal's. */
interface Credentials {
  tenant: string | null;
  csrfToken: string | null;
}

const credentials: Credentials = { tenant: null, csrfToken: null };
const listeners = new Set<() => void>();
const begun = new WeakMap<Request, number>();
let signedInAt = 0;

export function speakFor(said: Partial<Credentials>): void {
  Object.assign(credentials, said);
  if (said.csrfToken != null) signedInAt = performance.now();
}

/** The headers of a request that is not made by `api`. */
export function ownHeaders(): Record<string, string> {
  return credentials.tenant === null ? {} : { "X-Tenant": credentials.tenant };
}

/** Be told when the server no longer knows who asks. Returns how to stop being told. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell that a request which began then found nobody signed in, unless somebody has since. */
export function tellSignedOut(begunAt: number): void {
  if (begunAt < signedInAt) return;
  for (const listener of listeners) listener();
}

type Prover = () => Promise<boolean>;

let prover: Prover | null = null;
let proving: Promise<boolean> | null = null;

/**
 * Let somebody be asked to prove again who they are, where a request needs that; the request is
 * repeated when they did. Returns how to ask no longer.
 */
export function onProofNeeded(ask: Prover): () => void {
  prover = ask;
  return () => {
    if (prover === ask) prover = null;
  };
}

function prove(): Promise<boolean> {
  proving ??= (prover?.() ?? Promise.resolve(false)).finally(() => {
    proving = null;
  });
  return proving;
}

const safe = new Set(["GET", "HEAD"]);

/** Read a request's body once, so that it can be sent as often as it must be. */
async function repeatable(request: Request): Promise<() => Request> {
  if (request.body === null) return () => request.clone();
  const body = await request.arrayBuffer();
  return () => new Request(request, { body });
}

async function fetchProven(request: Request): Promise<Response> {
  if (safe.has(request.method)) return fetch(request);
  const made = await repeatable(request);
  const response = await fetch(made());
  if (response.status !== 403) return response;
  const problem = await Problem.of(response.clone());
  return problem.code === "proof_needed" && (await prove()) ? fetch(made()) : response;
}

/** What is refused so says nothing of a sign-in that there is. */
const otherRefusals = new Set(["sign_in_refused", "passkey_not_accepted"]);

const middleware: Middleware = {
  onRequest({ request }) {
    begun.set(request, performance.now());
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
    if (!safe.has(request.method) && credentials.csrfToken !== null) {
      request.headers.set("X-CSRF-Token", credentials.csrfToken);
    }
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const problem = await Problem.of(response);
    if (problem.status !== 401 || otherRefusals.has(problem.code)) throw problem;
    tellSignedOut(begun.get(request) ?? Infinity);
    throw Problem.signedOut(problem);
  },
  onError({ error }) {
    if (error instanceof Problem || (error instanceof Error && error.name === "AbortError")) {
      return undefined;
    }
    return Problem.unreachable();
  },
};

/** The REST API, typed by `openapi.json`. What is not a success is thrown as a `Problem`. */
export const api = createFetchClient<paths>({
  baseUrl: window.location.origin,
  fetch: fetchProven,
});
api.use(middleware);

/** The same as hooks; a query's key is `[method, path, parameters]`. */
export const rest = createQueryHooks(api);
