import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Attributes whose value people see or hear. */
const SPOKEN = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'description',
  'error',
  'label',
  'message',
  'nothingFoundMessage',
  'placeholder',
  'title',
]);

/** Letters of any script; figures, signs and keys' names such as `Esc` inside <Kbd> are no words. */
const hasWords = (text: string) => /\p{L}{2,}/u.test(text);

function literalsOf(path: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const literal = visibleLiteral(node);
    if (literal !== undefined && hasWords(literal)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path}:${line + 1} ${literal.trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function visibleLiteral(node: ts.Node): string | undefined {
  if (ts.isJsxText(node)) return node.text;
  if (ts.isStringLiteralLike(node) && ts.isJsxExpression(node.parent)) {
    return ts.isJsxAttribute(node.parent.parent) ? spoken(node.parent.parent, node) : node.text;
  }
  if (ts.isStringLiteral(node) && ts.isJsxAttribute(node.parent)) return spoken(node.parent, node);
  return undefined;
}

function spoken(attribute: ts.JsxAttribute, value: ts.StringLiteralLike): string | undefined {
  return SPOKEN.has(attribute.name.getText()) ? value.text : undefined;
}

const components = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tsx'),
);

describe('components', () => {
  it('are found', () => {
    expect(components.length).toBeGreaterThan(20);
  });

  it.each(components)('%s says nothing that is not in the dictionaries', (path) => {
    expect(literalsOf(path)).toEqual([]);
  });
});
