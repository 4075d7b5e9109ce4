import "swagger-ui-dist/swagger-ui.css";
import "@/features/reference/api-browser.css";

import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

import { useMe } from "@/lib/me";

const SAFE = new Set(["GET", "HEAD"]);

/** Swagger UI, which speaks as the one who is signed in: cookie, tenant and CSRF token. */
export default function ApiBrowser({ spec }: { spec: object }) {
  const host = useRef<HTMLDivElement>(null);
  const { tenant, csrf_token } = useMe();
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    if (host.current === null) return;
    SwaggerUI({
      domNode: host.current,
      spec,
      docExpansion: "none",
      defaultModelsExpandDepth: 0,
      filter: true,
      tryItOutEnabled: false,
      displayRequestDuration: true,
      persistAuthorization: false,
      validatorUrl: null,
      requestInterceptor: (request) => {
        request.headers["X-Tenant"] = tenant.slug;
        if (!SAFE.has(request.method.toUpperCase())) {
          request.headers["X-CSRF-Token"] = csrf_token ?? "";
        }
        return request;
      },
    });
  }, [spec, tenant.slug, csrf_token]);
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle("dark-mode", scheme === "dark");
    return () => classList.remove("dark-mode");
  }, [scheme]);
  return <div ref={host} className="api-browser" />;
}
