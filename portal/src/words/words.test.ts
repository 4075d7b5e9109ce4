import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

import english from "@/words/en.json";

const root = new URL("..", import.meta.url).pathname;
const german = readdirSync(`${root}words/de`).map((name) => ({
  name,
  words: JSON.parse(readFileSync(`${root}words/de/${name}`, "utf8")) as Record<string, string>,
}));
const SERVER = "server.json";

interface Said {
  at: string;
  key: string;
  counted: boolean;
}

/** Every sentence that a file says, by `t("…")` and `<Said sentence="…">`. */
function saidIn(path: string): Said[] {
  const text = readFileSync(path, "utf8");
  if (!/from "@\/(lib\/words|components\/said)"/.test(text)) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const said: Said[] = [];
  const keep = (node: ts.Node, text: ts.Node | undefined, values: ts.Node | undefined) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const at = `${relative(root, path)}:${line}`;
    if (text === undefined || !ts.isStringLiteralLike(text)) throw new Error(`${at}: no literal`);
    const given = values?.getText() ?? "";
    const context = /\bcontext: "(\w+)"/.exec(given)?.[1];
    const key = context === undefined ? text.text : `${text.text}_${context}`;
    said.push({ at, key, counted: /\bcount\b/.test(given) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "t") {
      keep(node, node.arguments[0], node.arguments[1]);
    }
    if (ts.isJsxSelfClosingElement(node) && node.tagName.getText() === "Said") {
      const attribute = (name: string) =>
        node.attributes.properties.find(
          (one): one is ts.JsxAttribute => ts.isJsxAttribute(one) && one.name.getText() === name,
        )?.initializer;
      const sentence = attribute("sentence");
      const text =
        sentence && ts.isJsxExpression(sentence) ? sentence.expression : attribute("sentence");
      keep(node, text, attribute("values"));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return said;
}

/** Attributes and properties that somebody reads. */
const SHOWN = new Set(
  (
    "answers aria-label because consequence description empty error explained failed header hint" +
    " label legend meaning message never none nothingFoundMessage placeholder remedy text title why"
  ).split(" "),
);
const WORD = /^\p{L}{2}$|\p{L}{3}/u;
/** Names, which are the same in every language. */
const NAME = /^(Chargehouse|OCPP( [\d.]+)?)$/;

/** Every text that a file shows as it stands there, in an attribute or property. */
function unsaidIn(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const unsaid: string[] = [];
  const judge = (node: ts.Node): void => {
    const literal = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (literal) {
      const words = ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)]
        : [node.text];
      if (words.some((one) => !NAME.test(one) && WORD.test(one))) {
        unsaid.push(`${relative(root, path)}: ${node.getText()}`);
      }
    } else if (ts.isConditionalExpression(node)) {
      judge(node.whenTrue);
      judge(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) {
      judge(node.right);
      if (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) judge(node.left);
    } else if (ts.isParenthesizedExpression(node)) judge(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && SHOWN.has(node.name.getText()) && node.initializer) {
      const given = ts.isJsxExpression(node.initializer)
        ? node.initializer.expression
        : node.initializer;
      if (given) judge(given);
    }
    if (ts.isPropertyAssignment(node) && SHOWN.has(node.name.getText().replaceAll('"', ""))) {
      judge(node.initializer);
    }
    if (ts.isCallExpression(node) && /^(tellDone|tellProblem)$/.test(node.expression.getText())) {
      node.arguments.forEach(judge);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return unsaid;
}

const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .filter((path) => !/lib\/words\.ts$|components\/said\.tsx$|schema\.d\.ts$/.test(path));
const said = sources.flatMap(saidIn);

/** The folders whose sentences are all said, as lint knows them. */
const spoken = Array.from(
  /const spoken = \[([^\]]*)\]/
    .exec(readFileSync(`${root}../eslint.config.js`, "utf8"))?.[1]
    ?.matchAll(/"([^"]+)"/g) ?? [],
  (found) => found[1] ?? "",
);

describe("Every text that is shown", () => {
  it.each(spoken)("in %s is said by t", (folder) => {
    const theirs = sources.filter((path) => relative(root, path).startsWith(`${folder}/`));
    expect(theirs.flatMap(unsaidIn)).toEqual([]);
  });
});

const places = (sentence: string) => (sentence.match(/\{\{\w+\}\}|<\/?\w+\/?>/g) ?? []).sort();

describe("German", () => {
  const all = new Map(german.flatMap(({ words }) => Object.entries(words)));

  it("has every sentence", () => {
    const lacking = said.flatMap(({ at, key, counted }) =>
      (counted ? [`${key}_one`, `${key}_other`] : [key])
        .filter((one) => !all.get(one))
        .map((one) => `${at}: ${one}`),
    );
    expect(lacking).toEqual([]);
  });

  it("has no sentence that nobody says", () => {
    const keys = new Set(said.flatMap(({ key }) => [key, `${key}_one`, `${key}_other`]));
    const idle = german
      .filter(({ name }) => name !== SERVER)
      .flatMap(({ words }) => Object.keys(words).filter((key) => !keys.has(key)));
    expect(idle).toEqual([]);
  });

  it("has no sentence twice", () => {
    const keys = german.flatMap(({ words }) => Object.keys(words));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("has the same places to fill", () => {
    const differing = [...all]
      .filter(([key]) => !key.endsWith("_one"))
      .filter(([key, words]) => places(key).join() !== places(words).join());
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});

describe("English", () => {
  it("says what is counted of one thing, too", () => {
    const counted = said.filter((one) => one.counted).map(({ key }) => `${key}_one`);
    expect([...new Set(counted)].sort()).toEqual(Object.keys(english).sort());
  });
});
