import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** One `eval` line of an upstream test script, or one expression of a rule file. */
export interface CorpusQuery {
  /** File and line, or file and rule. */
  readonly where: string;
  readonly query: string;
}

const EVAL =
  /^eval(?:_[a-z]+)?\s+(?:instant\s+at\s+\S+|range\s+from\s+\S+\s+to\s+\S+\s+step\s+\S+)\s+(.*)$/;

/**
 * Every query of Prometheus's own test scripts (`*.test`) below a folder. All of them parse: what
 * the scripts expect to fail (`eval_fail`) fails at evaluation only.
 */
export function readPromqltest(folder: string): readonly CorpusQuery[] {
  return filesBelow(folder, '.test').flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) => {
        if (!line.startsWith('eval')) return [];
        const query = EVAL.exec(line)?.[1];
        if (query === undefined) throw new Error(`${file}:${i + 1}: no eval line: ${line}`);
        return [{ where: `${file}:${i + 1}`, query }];
      }),
  );
}

/** Every expression of the PrometheusRule manifests below a folder. */
export function readRules(folder: string): readonly CorpusQuery[] {
  return filesBelow(folder, '.yaml').flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) =>
      expressionsIn(document.toJS()).map((query) => ({ where: file, query })),
    ),
  );
}

function expressionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    key === 'expr' ? [String(field)] : expressionsIn(field),
  );
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
