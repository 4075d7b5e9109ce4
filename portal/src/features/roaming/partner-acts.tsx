import { Button, Group } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";

import { api } from "@/api/client";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { lastFault, type Partner } from "@/features/roaming/roaming-words";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const PATH = "/api/v1/roaming/partners/{partner_id}";
const NAME_MAX_LENGTH = 100;

/** What can be done with a partner. */
export function PartnerActs({ partner }: { partner: Partner }) {
  const maySeePublishing = useMay("publishing.read");
  const registered = partner.state === "registered";
  return (
    <Group gap="xs">
      {registered && maySeePublishing && (
        <ButtonLink to={`partners/${partner.id}/locations`} variant="default">
          {t("Choose what it is told")}
        </ButtonLink>
      )}
      <ChangeLink to={`partners/${partner.id}/edit`} />
      {registered ? (
        <>
          <Rotate partner={partner} />
          <End partner={partner} />
        </>
      ) : (
        <Remove partner={partner} />
      )}
    </Group>
  );
}

function Rotate({ partner }: { partner: Partner }) {
  const renew = useRenew();
  const rotate = async () => {
    try {
      await api.POST(`${PATH}/rotation`, { params: { path: { partner_id: partner.id } } });
      tellDone(t("Credentials were changed"), t("The tokens of before serve no more."));
    } finally {
      await renew();
    }
  };
  const ask = () =>
    confirmAct({
      title: t("Change credentials with {{name}}?", {
        name: partner.name.slice(0, NAME_MAX_LENGTH),
      }),
      consequence: t(
        "Both sides get new tokens, and where the partner's modules are is read anew. If it fails, those of before hold on.",
      ),
      label: t("Change credentials"),
      run: rotate,
    });
  return (
    <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={ask}>
      {t("Change credentials …")}
    </Button>
  );
}

function End({ partner }: { partner: Partner }) {
  const renew = useRenew();
  const end = async () => {
    const { data } = await api.DELETE(`${PATH}/registration`, {
      params: { path: { partner_id: partner.id } },
    });
    await renew();
    tellDone(
      t("The registration was ended"),
      data !== undefined && lastFault(data) !== null
        ? t("The partner could not be told: it finds out when it asks us next.")
        : t("The partner was told."),
    );
  };
  const ask = () =>
    confirmAct({
      title: t("End the registration with {{name}}?", {
        name: partner.name.slice(0, NAME_MAX_LENGTH),
      }),
      consequence: t(
        "No token serves any more: its drivers are known no longer by real time, and it is told of nothing here. To undo it, both sides exchange credentials again.",
      ),
      label: t("End the registration"),
      dangerous: true,
      run: end,
    });
  return (
    <Button variant="subtle" color="gray" onClick={ask}>
      {t("End …")}
    </Button>
  );
}

function Remove({ partner }: { partner: Partner }) {
  const go = useGo();
  const renew = useRenew();
  const remove = async () => {
    await api.DELETE(PATH, { params: { path: { partner_id: partner.id } } });
    tellDone(t("The partner was removed"));
    await go("partners");
    await renew();
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: partner.name.slice(0, NAME_MAX_LENGTH) }),
      consequence: t(
        "Its parties go with it, and a token that it was given serves no more. This cannot be undone.",
      ),
      label: t("Remove the partner"),
      dangerous: true,
      run: remove,
    });
  return <RemoveButton onClick={ask} />;
}
