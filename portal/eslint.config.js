import js from "@eslint/js";
import i18next from "eslint-plugin-i18next";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** What a layer may not import: app → features → components, lib → api. */
const layers = {
  "src/api": ["@/app", "@/features", "@/components", "@/lib"],
  "src/lib": ["@/app", "@/features", "@/components"],
  "src/components": ["@/app", "@/features"],
  "src/features": ["@/app"],
};

const contexts = [
  "people",
  "stations",
  "identity",
  "fleets",
  "access",
  "sessions",
  "reference",
  "audit",
  "settings",
  "webhooks",
  "news",
  "roaming",
  "cdrs",
  "tariffs",
];

/** The folders whose sentences are all said by `t`. */
const spoken = [
  "words",
  "app",
  "components",
  "lib",
  "features/people",
  "features/reference",
  "features/stations",
  "features/sessions",
  "features/access",
  "features/identity",
  "features/audit",
  "features/settings",
  "features/webhooks",
  "features/news",
  "features/roaming",
  "features/cdrs",
  "features/tariffs",
];

function forbidden(folder, names) {
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: names.flatMap((name) => [name, `${name}/*`]), message: "Wrong layer." },
            { group: ["../*"], message: "Say where it lives: @/…" },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["node_modules", "postcss.config.cjs", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      // The React compiler is not used.
      "react-hooks/incompatible-library": "off",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  ...Object.entries(layers).map(([folder, names]) => forbidden(folder, names)),
  ...contexts.map((context) =>
    forbidden(`src/features/${context}`, [
      "@/app",
      ...contexts.filter((other) => other !== context).map((other) => `@/features/${other}`),
    ]),
  ),
  {
    files: spoken.map((folder) => `src/${folder}/**/*.tsx`),
    plugins: { i18next },
    rules: {
      "i18next/no-literal-string": [
        "error",
        {
          mode: "jsx-only",
          callees: { exclude: ["t", "told", "includes"] },
          words: { exclude: ["[^A-Za-z]+", "[A-Z_-]+", "\\s*Chargehouse\\s*", "⌘ K"] },
          "jsx-attributes": {
            include: ["title", "label", "description", "placeholder", "aria-label"],
          },
          message: "Say it in every language: t(…) of @/lib/words.",
        },
      ],
    },
  },
  { files: ["eslint.config.js"], ...tseslint.configs.disableTypeChecked },
);
