import { Select } from "@mantine/core";

import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

interface RuleProps {
  label: string;
  rule: boolean | null;
  /** What holds where nothing is said. */
  otherwise: string;
  keep: (shared: boolean | null) => Promise<unknown>;
}

/** What is said of a thing for a partner: told, not told, or nothing. */
export function ShareRule({ label, rule, otherwise, keep }: RuleProps) {
  const renew = useRenew();
  const mayEdit = useMay("publishing.edit");
  const choose = async (chosen: string | null) => {
    try {
      await keep(chosen === "yes" ? true : chosen === "no" ? false : null);
      tellDone(t("It holds for this partner now"));
    } catch (error) {
      tellProblem(t("It was not changed"), error);
    }
    await renew();
  };
  return (
    <Select
      size="xs"
      aria-label={label}
      disabled={!mayEdit}
      data={[
        { value: "otherwise", label: otherwise },
        { value: "yes", label: t("always told") },
        { value: "no", label: t("never told") },
      ]}
      value={rule === null ? "otherwise" : rule ? "yes" : "no"}
      onChange={(chosen) => void choose(chosen)}
      allowDeselect={false}
    />
  );
}
