/** The time zones that the browser knows, by their IANA names. */
export const timezones = [...new Set(["UTC", ownTimezone(), ...Intl.supportedValuesOf("timeZone")])]
  .sort()
  .map(option);

/** Return the time zones to choose from where one is set, which need not be known by that name. */
export function timezonesAnd(own: string) {
  const known = timezones.some(({ value }) => value === own);
  return known ? timezones : [option(own), ...timezones];
}

function option(value: string) {
  return { value, label: value.replaceAll("_", " ") };
}

/** Return the reader's own time zone. */
export function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
