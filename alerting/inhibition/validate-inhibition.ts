import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { checkDescription, checkName } from '../kept/check-texts.ts';
import type { KeptVerdict } from '../kept/kept-service.ts';
import type { InhibitionContent } from './inhibition-rule.ts';
import { compileLabelMatcher } from './label-matcher.ts';

const MAX_CONDITIONS = 20;
const MAX_EQUAL = 10;

/** Judges what people sent; conditions come out as they are printed, each once. */
export function validateInhibition(draft: InhibitionContent): KeptVerdict<InhibitionContent> {
  const source = readConditions(draft.source, '/source');
  const target = readConditions(draft.target, '/target');
  const findings = [
    ...checkName(draft.name),
    ...checkDescription(draft.description),
    ...source.findings,
    ...target.findings,
    ...checkEqual(draft.equal),
  ];
  if (findings.length > 0) return { kind: 'invalid', findings };
  const content = { ...draft, source: source.texts, target: target.texts };
  return { kind: 'valid', content: { ...content, equal: [...new Set(draft.equal)] } };
}

interface Conditions {
  readonly texts: readonly string[];
  readonly findings: readonly ErrorDetail[];
}

function readConditions(given: readonly string[], path: string): Conditions {
  if (given.length === 0 || given.length > MAX_CONDITIONS) {
    return {
      texts: [],
      findings: [{ path, message: `expected 1 to ${MAX_CONDITIONS} conditions` }],
    };
  }
  const texts = new Set<string>();
  const findings: ErrorDetail[] = [];
  for (const [index, text] of given.entries()) {
    const verdict = compileLabelMatcher(text);
    if (verdict.kind === 'ok') texts.add(verdict.matcher.text);
    else findings.push({ path: `${path}/${index}`, message: verdict.message });
  }
  const isAnything = [...texts].every((text) => isAllAccepting(text));
  if (findings.length === 0 && isAnything) {
    findings.push({ path, message: 'at least one condition must ask for a label to be there' });
  }
  return { texts: [...texts], findings };
}

/** A condition that what has no such label fulfils says too little by itself; everything has a severity. */
function isAllAccepting(text: string): boolean {
  const verdict = compileLabelMatcher(text);
  if (verdict.kind === 'error' || verdict.matcher.name === 'severity') return false;
  return verdict.matcher.matches('');
}

function checkEqual(names: readonly string[]): readonly ErrorDetail[] {
  if (names.length > MAX_EQUAL) {
    return [{ path: '/equal', message: `expected at most ${MAX_EQUAL} labels` }];
  }
  return names.flatMap((name, index) =>
    name !== '' && name.length <= 200 && !/[\p{Cc}\s]/u.test(name)
      ? []
      : [{ path: `/equal/${index}`, message: `"${name}" is no name of a label` }],
  );
}
