import { t } from "@/lib/words";

interface Advice {
  /** What went wrong. */
  title: string;
  /** What to do about it. */
  text: string;
  /** The setting to look at first. */
  key: string;
}

const advice: Readonly<Record<string, Advice>> = {
  host_unknown: {
    title: t("There is no host of this name."),
    text: t("Is the name of the mail server typed right?"),
    key: "mail.host",
  },
  refused: {
    title: t("The server refused the connection."),
    text: t("Nothing listens there, or a firewall refuses. Is it the right port?"),
    key: "mail.port",
  },
  timed_out: {
    title: t("The server did not answer in time."),
    text: t("Often a firewall lets nothing out on this port, or the encryption is the other one."),
    key: "mail.port",
  },
  tls: {
    title: t("The connection could not be encrypted, or the server's certificate is not trusted."),
    text: t(
      "Is it starttls on port 587 or tls on 465? A certificate of your own must be trusted by the machine that Chargehouse runs on.",
    ),
    key: "mail.security",
  },
  authentication: {
    title: t("The server did not accept the user name and password."),
    text: t("Type the password anew. Some providers want one that is made for programs."),
    key: "mail.password",
  },
  sender_refused: {
    title: t("The server refused the sender's address."),
    text: t("The server lets this user not send from this address."),
    key: "mail.sender",
  },
  recipient_refused: {
    title: t("The server refused the recipient."),
    text: t("Is the address above right? Some servers take only their own without signing in."),
    key: "mail.user",
  },
  content_refused: {
    title: t("The server refused the mail."),
    text: t("The server takes the mail for junk, or mails are too many."),
    key: "mail.sender",
  },
  disconnected: {
    title: t("The server ended the connection in the middle."),
    text: t("Often the encryption is the other one, or the port is not the mail server's."),
    key: "mail.security",
  },
  protocol: {
    title: t("The server answered what was not expected."),
    text: t("Is that a mail server? Look at the port."),
    key: "mail.port",
  },
};

/** Return what to look at where a test mail failed; null where it did not. */
export function adviceOn(why: string | null): Advice | null {
  return why === null ? null : (advice[why] ?? null);
}
