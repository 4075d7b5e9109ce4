/** What a browser has and Node has not, as far as the code that is tested without one needs it. */

class Page extends EventTarget {
  hidden = false;
  documentElement = { lang: "" };
}

Object.assign(globalThis, {
  window: globalThis,
  location: new URL("http://portal.invalid/"),
  document: new Page(),
  localStorage: { getItem: () => null },
});
// Later versions of Node have one of their own, which speaks as the machine does.
Object.defineProperty(globalThis, "navigator", {
  value: { languages: ["en-GB"] },
  configurable: true,
  writable: true,
});
