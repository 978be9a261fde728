import { RuleInput } from '../../../../contract/rules.ts';
import { type MapShape, shapeOf } from '../../../yaml-editor/document-shape.ts';
import {
  type Places,
  readDocument,
  type YamlFault,
  type YamlReading,
} from '../../../yaml-editor/read-document.ts';
import { ruleYaml } from '../diff/rule-text.ts';
import { formOfRule, inputOfFields, type RuleForm, type RuleYamlText } from '../rule-form.ts';

/** A rule as a document: the members of the API's own. */
export const RULE_SHAPE: MapShape = ruleShape();

function ruleShape(): MapShape {
  const shape = shapeOf(RuleInput);
  if (shape.kind !== 'map') throw new TypeError('a rule is no map');
  return shape;
}

export interface ReadRule {
  /** Null where there are faults. */
  readonly input: RuleInput | null;
  readonly faults: readonly YamlFault[];
  readonly places: Places;
  /** It looks like a rule file of somebody else. */
  readonly isExchange: boolean;
}

/** Reads the text of a rule; what it means is for the service to judge. */
export function readRuleText(text: string): ReadRule {
  const { value, faults, places }: YamlReading = readDocument(text, RULE_SHAPE);
  const isExchange = /^(?:groups:|spec:|kind: *\S)/m.test(text);
  if (value === null || value === undefined) return { input: null, faults, places, isExchange };
  // Its shape is what was read by.
  const read = value as RuleInput;
  const enabled = places.has('/enabled') ? read.enabled : true;
  return { input: { ...read, enabled }, faults, places, isExchange: false };
}

/** What the fields say as YAML. A number that is still being typed stands as it is. */
export function ruleTextOf(form: RuleForm): string {
  const input = inputOfFields(form);
  const levels = input.levels.map((level, index) => {
    const { threshold = '' } = form.levels[index] ?? {};
    return Number.isNaN(level.threshold) ? { ...level, threshold } : level;
  });
  return ruleYaml({ ...input, levels });
}

/** The form with its rule written as this text; fields stay where nothing else can be read. */
export function formOfText(form: RuleForm, text: string): RuleForm {
  const { yaml: _, ...before } = form;
  const { input } = readRuleText(text);
  const yaml: RuleYamlText = { text, input };
  return { ...(input === null ? before : formOfRule(input)), yaml };
}

/** The rule as a form again; what no field shows is named, e.g. `levels/0/for`. */
export type TurnedBack =
  | { readonly kind: 'form'; readonly form: RuleForm }
  | { readonly kind: 'unread' }
  | { readonly kind: 'more'; readonly members: readonly string[] };

/** @param written what the fields were when the text was made of them, and that text */
export function backToForm(
  form: RuleForm,
  written: { readonly text: string; readonly form: RuleForm } | null,
): TurnedBack {
  const { yaml, ...fields } = form;
  if (yaml === undefined) return { kind: 'form', form };
  if (written !== null && written.text === yaml.text) return { kind: 'form', form: written.form };
  if (yaml.input === null) return { kind: 'unread' };
  const members = lostIn(spoken(yaml.input), spoken(inputOfFields(fields)));
  return members.length === 0 ? { kind: 'form', form: fields } : { kind: 'more', members };
}

/** Of what is made from a source, the service takes the source alone. */
function spoken({ language, expression, ...input }: RuleInput): unknown {
  if (input.source !== undefined) return input;
  return { ...input, language: language ?? 'promql', expression };
}

/** Pointers of what the second does not say as the first, without the leading slash. */
function lostIn(all: unknown, kept: unknown, at = ''): readonly string[] {
  if (typeof all === 'object' && all !== null) {
    const below = new Map<string, unknown>(
      typeof kept === 'object' && kept !== null ? Object.entries(kept) : [],
    );
    return Object.entries(all).flatMap(([name, value]) =>
      lostIn(value, below.get(name), at === '' ? name : `${at}/${name}`),
    );
  }
  const isSame = String(all).trim() === String(kept ?? '').trim();
  return isSame ? [] : [at];
}

/** The text with another threshold of one of its levels; the same where it has none. */
export function withThresholdIn(text: string, level: number, threshold: string): string {
  const span = readRuleText(text).places.get(`/levels/${level}/threshold`);
  return span === undefined ? text : text.slice(0, span.from) + threshold + text.slice(span.to);
}
