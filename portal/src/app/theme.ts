import { createTheme, type CSSVariablesResolver } from "@mantine/core";

import { t } from "@/lib/words";

/** Dense and calm: operators look at it for hours, and at 3 a.m. */
export const theme = createTheme({
  primaryColor: "cyan",
  primaryShade: 9,
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace",
  defaultRadius: "sm",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  components: {
    Alert: {
      styles: {
        title: { color: "var(--mantine-color-text)" },
        message: { color: "var(--mantine-color-text)" },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200, multiline: true, maw: 360 } },
    Button: { defaultProps: { size: "compact-md" } },
    Drawer: {
      defaultProps: { position: "right", closeButtonProps: { "aria-label": t("Close") } },
      styles: { title: { fontWeight: 600 } },
    },
    Modal: {
      defaultProps: { closeButtonProps: { "aria-label": t("Close") } },
      styles: { title: { fontWeight: 600 } },
    },
  },
});

/** Text that is quieter than the rest, or says what is wrong, still has the contrast of WCAG AA. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#52606d",
    "--mantine-color-placeholder": "#616e7c",
    "--mantine-color-error": "#c92a2a",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b4c0",
    "--mantine-color-placeholder": "#97a3b0",
    "--mantine-color-error": "#ff8787",
  },
});
