import { Button, Group, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink, RemoveButton } from "@/components/acts";
import { Age } from "@/components/age";
import { confirmAct } from "@/components/confirm";
import { Facts } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { tellDone } from "@/components/toasts";
import { AssignForm } from "@/features/identity/assign-form";
import { useDeactivate } from "@/features/identity/identifier-acts";
import {
  FitsOcpp16,
  IdentifierStatus,
  OwnVehicle,
  Validity,
} from "@/features/identity/identity-state";
import { sources, statuses, types } from "@/features/identity/identity-words";
import { useRenew } from "@/features/identity/renew";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Identifier = Schemas["Identifier"];

/** One identifier: whose it is, whether it may charge, and what can be done about that. */
export function IdentifierPage() {
  const { identifier: id = "" } = useParams({ strict: false });
  const identifier = rest.useQuery("get", "/api/v1/identifiers/{identifier_id}", {
    params: { path: { identifier_id: id } },
  });
  return (
    <ReadPage query={identifier} title={t("Identifier")}>
      {(identifier) => <Told key={id} identifier={identifier} />}
    </ReadPage>
  );
}

function Told({ identifier }: { identifier: Identifier }) {
  const mayEdit = useMay("identifiers.edit");
  const mayAssign = useMay("vehicles.read") && mayEdit;
  const { valid_from, valid_until } = identifier;
  return (
    <Page
      title={t("Identifier {{masked}}", { masked: identifier.masked })}
      beside={<IdentifierStatus status={identifier.status} />}
      actions={mayEdit && <Acts identifier={identifier} />}
    >
      <Text>{statuses[identifier.status].explained}</Text>
      <Facts
        facts={[
          [t("Type"), types[identifier.type]],
          [t("Vehicle"), <OwnVehicle key="vehicle" identifier={identifier} />],
          [t("Validity"), <Validity key="validity" identifier={identifier} />],
          [t("Valid from"), valid_from === null ? null : exact(valid_from)],
          [t("Valid until"), valid_until === null ? null : exact(valid_until)],
          [t("Fits OCPP 1.6"), <FitsOcpp16 key="fits" fits={identifier.fits_ocpp16} />],
          [t("Group"), identifier.group_masked],
          [t("Came by"), sources[identifier.source]],
          [t("Added"), <Age key="added" at={identifier.created_at} />],
          [t("Changed"), <Age key="changed" at={identifier.updated_at} />],
        ]}
      />
      {mayAssign && <AssignForm key={identifier.version} identifier={identifier} />}
    </Page>
  );
}

function Acts({ identifier }: { identifier: Identifier }) {
  const deactivate = useDeactivate();
  const go = useGo();
  const renew = useRenew();
  const askDeactivate = () =>
    confirmAct({
      title: t("Deactivate {{what}}?", { what: identifier.masked }),
      consequence: t("It is refused from now on. A session under way goes on. It can be undone."),
      label: t("Deactivate"),
      reason: true,
      run: (reason) => deactivate([identifier], reason),
    });
  const remove = async () => {
    await api.DELETE("/api/v1/identifiers/{identifier_id}", {
      params: { path: { identifier_id: identifier.id } },
    });
    tellDone(t("The identifier was removed"));
    await go("identifiers");
    await renew();
  };
  const askRemove = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: identifier.masked }),
      consequence: t(
        "It is unknown from now on, and its value is gone: to bring it back somebody must type it anew. To refuse it for a while, deactivate it instead.",
      ),
      label: t("Remove the identifier"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap="xs">
      <ChangeLink to={`identifiers/${identifier.id}/edit`} />
      {identifier.status === "active" && (
        <Button
          variant="default"
          leftSection={<IconBan size={14} aria-hidden />}
          onClick={askDeactivate}
        >
          {t("Deactivate …")}
        </Button>
      )}
      <RemoveButton onClick={askRemove} />
    </Group>
  );
}
