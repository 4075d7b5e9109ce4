import { ActionIcon, Menu, SegmentedControl, Text, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconLogout, IconUser, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { LanguageSwitch } from "@/components/language-switch";
import { useSignOut } from "@/features/people/sign-out";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** Who is signed in, and what is theirs: account, colours, language, signing out. */
export function AccountMenu({ showKeys }: { showKeys: () => void }) {
  const { account, tenant } = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("Your account, colours and language")}
        >
          <IconUserCircle size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {account !== null && (
          <Text size="sm" px="sm" py="xs" className="wrap">
            <b>{account.name}</b>
            <br />
            {account.email}
          </Text>
        )}
        <ColourScheme />
        <LanguageSwitch />
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          renderRoot={(root) => <Link {...root} to={addressIn(tenant, "account")} />}
        >
          {t("Your account")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showKeys}>
          {t("Keyboard")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut("here")}
        >
          {t("Sign out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ColourScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t("Colours")}
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: "auto", label: t("As the system") },
        { value: "light", label: t("Light") },
        { value: "dark", label: t("Dark") },
      ]}
    />
  );
}
