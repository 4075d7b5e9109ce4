import classes from "@/components/list/tool.module.css";

/** A button of a list's own: on narrow screens its symbol is seen, and its name is only heard. */
export const tool = { label: classes.label ?? "", section: classes.section ?? "" };
