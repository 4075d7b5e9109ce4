import type { components } from "@/api/schema";

type Body = components["schemas"]["Problem"];

/** What went wrong with a request, as the server told it, or that there was no answer. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly { field: string; message: string }[];
  readonly retryAfterS: number | null;

  constructor(body: Partial<Body>, status: number, retryAfterS: number | null = null) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.code = body.type?.split(/[:/]/).at(-1) ?? "unknown";
    this.requestId = body.request_id ?? null;
    this.fields = body.errors ?? [];
    this.retryAfterS = retryAfterS;
  }

  /** Nobody answered: the network or the server is away. */
  static unreachable(): Problem {
    return new Problem(
      { type: "unreachable", detail: "Chargehouse does not answer. Is the network up?" },
      0,
    );
  }

  /** Whoever asked is no longer signed in, and is asked to sign in again. */
  static signedOut({ requestId }: Problem): Problem {
    const detail = "Your sign-in had ended. Sign in, then try again.";
    return new Problem({ type: "signed_out", detail, request_id: requestId }, 401);
  }

  static async of(response: Response): Promise<Problem> {
    const retryAfter = Number(response.headers.get("Retry-After"));
    const silent = { detail: `The server answered ${response.status} without saying why.` };
    const body = await response.json().then(
      (told) => told as Partial<Body>,
      (): Partial<Body> => silent,
    );
    body.request_id ??= response.headers.get("X-Request-ID") ?? undefined;
    return new Problem(body, response.status, retryAfter > 0 ? retryAfter : null);
  }

  /** Return the problem that an error is; anything else is a fault of the portal's own. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new Problem({ type: "portal", title: "The portal stumbled", detail }, -1);
  }
}
