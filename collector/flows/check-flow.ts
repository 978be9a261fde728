import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { type Validation, type Validator, validator } from '../../platform/schema/validator.ts';
import { checkFilter } from './filters/check-filter.ts';
import type { FlowFilter } from './filters/filter-fields.ts';
import { EnvironmentFlow, type FlowFields, type MatchItem, PlatformFlow } from './flow-fields.ts';
import { checkPlainTexts } from './plain-texts.ts';

/** Most filters of a line's way, so that no flow can hold up the others. */
const MAX_PATTERNS = 60;

interface GivenFlow {
  readonly match?: readonly { readonly select?: object; readonly exclude?: object }[];
  readonly filters?: readonly unknown[];
  readonly localOutputRefs?: readonly string[];
  readonly globalOutputRefs?: readonly string[];
}

/**
 * The `spec` of a Flow, or for `_platform` of a ClusterFlow, with every finding at its place.
 * @param at JSON pointer of the spec
 */
export function checkFlow(spec: unknown, isPlatform: boolean, at: string): Validation<FlowFields> {
  const check: Validator<GivenFlow> = isPlatform ? checkPlatform : checkEnvironment;
  const checked = check(spec);
  if (checked.kind === 'invalid') return invalid(checked.findings.map((one) => below(at, one)));
  const { match = [], filters = [], localOutputRefs = [], globalOutputRefs = [] } = checked.value;
  const findings: ErrorDetail[] = [
    ...checkPlainTexts(match, `${at}/match`),
    ...checkMatch(match, `${at}/match`),
    ...checkRefs(localOutputRefs, `${at}/localOutputRefs`),
    ...checkRefs(globalOutputRefs, `${at}/globalOutputRefs`),
  ];
  if (localOutputRefs.length + globalOutputRefs.length === 0) {
    const name = isPlatform ? 'globalOutputRefs' : 'localOutputRefs';
    findings.push({ path: `${at}/${name}`, message: 'expected at least one output' });
  }
  const read: FlowFilter[] = [];
  for (const [index, item] of filters.entries()) {
    const one = checkFilter(item, `${at}/filters/${index}`);
    if (one.kind === 'filter') read.push(one.filter);
    else findings.push(...one.findings);
  }
  if (JSON.stringify(read).split('"pattern"').length > MAX_PATTERNS) {
    findings.push({ path: `${at}/filters`, message: `has more than ${MAX_PATTERNS} patterns` });
  }
  if (findings.length > 0) return invalid(findings);
  const value = {
    match: match as readonly MatchItem[],
    filters: read,
    localOutputRefs,
    globalOutputRefs,
  };
  return { kind: 'valid', value };
}

const checkEnvironment = validator(EnvironmentFlow);
const checkPlatform = validator(PlatformFlow);

/** The fields as the logging operator writes them: what `checkFlow` takes. */
export function flowSpec({
  match,
  filters,
  localOutputRefs,
  globalOutputRefs,
}: FlowFields): Record<string, unknown> {
  return {
    ...(match.length > 0 ? { match } : {}),
    ...(filters.length > 0
      ? { filters: filters.map(({ name, fields }) => ({ [name]: fields })) }
      : {}),
    ...(localOutputRefs.length > 0 ? { localOutputRefs } : {}),
    ...(globalOutputRefs.length > 0 ? { globalOutputRefs } : {}),
  };
}

function checkMatch(
  match: readonly { readonly select?: object; readonly exclude?: object }[],
  at: string,
): readonly ErrorDetail[] {
  const findings = match.flatMap((item, index) =>
    Object.keys(item).length === 1
      ? []
      : [{ path: `${at}/${index}`, message: 'expected either select or exclude' }],
  );
  const selects = match.some(({ select }) => select !== undefined);
  if (match.length > 0 && !selects) {
    const message = 'only excludes, which selects nothing; add "select: {}" as the last item';
    return [...findings, { path: at, message }];
  }
  return findings;
}

function checkRefs(refs: readonly string[], at: string): readonly ErrorDetail[] {
  return refs.flatMap((name, index) =>
    refs.indexOf(name) === index
      ? []
      : [{ path: `${at}/${index}`, message: `${name} is named twice` }],
  );
}

function below(at: string, { path, message }: ErrorDetail): ErrorDetail {
  return { path: `${at}${path}`, message };
}

function invalid(findings: readonly ErrorDetail[]): Validation<FlowFields> {
  return { kind: 'invalid', findings };
}
