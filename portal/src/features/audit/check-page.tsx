import { rest } from "@/api/client";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { ButtonLink } from "@/components/button-link";
import { LogStatus } from "@/features/audit/log-status";
import { TakeExport } from "@/features/audit/take-export";
import { VerificationSection } from "@/features/audit/verification-section";
import { t } from "@/lib/words";

/** Whether the log is whole: how it stands, verified here, and how to verify it elsewhere. */
export function CheckPage() {
  const status = rest.useQuery("get", "/api/v1/audit/status", undefined, {
    refetchOnMount: "always",
  });
  return (
    <Page
      title={t("Is the log whole?")}
      actions={
        <ButtonLink to="audit" variant="default">
          {t("Audit log")}
        </ButtonLink>
      }
    >
      <Answered query={status}>
        {(told) => (
          <>
            <VerificationSection />
            <LogStatus status={told} />
            <TakeExport status={told} />
          </>
        )}
      </Answered>
    </Page>
  );
}
