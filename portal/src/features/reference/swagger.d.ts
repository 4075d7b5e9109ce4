declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  /** A request as swagger-ui sends it; what an interceptor returns is sent. */
  interface Request {
    url: string;
    method: string;
    headers: Record<string, string>;
  }

  interface Options {
    domNode: HTMLElement;
    spec: object;
    docExpansion: "list" | "full" | "none";
    defaultModelsExpandDepth: number;
    filter: boolean;
    tryItOutEnabled: boolean;
    displayRequestDuration: boolean;
    persistAuthorization: boolean;
    validatorUrl: null;
    requestInterceptor: (request: Request) => Request;
  }

  export default function SwaggerUI(options: Options): unknown;
}
