import { type Document, parseAllDocuments } from 'yaml';

/** The documents of a YAML text; those that are no YAML are left out, and null is one that grows by its aliases. */
export function readYaml(text: string): readonly unknown[] {
  return [...parseAllDocuments(text)]
    .filter((document) => document.errors.length === 0)
    .map(plainOf);
}

function plainOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    if (thrown instanceof ReferenceError) return null;
    throw thrown;
  }
}
