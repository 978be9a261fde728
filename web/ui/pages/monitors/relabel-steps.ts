import type { MonitorEndpoint } from '../../../contract/monitors.ts';
import { pointer } from '../../forms/pointer.ts';

export type RelabelStep = MonitorEndpoint['relabelings'][number];
export type RelabelAction = RelabelStep['action'];
export type RelabelList = 'relabelings' | 'metricRelabelings';

/** The fields of a step that are typed as text. */
export type StepField =
  | 'sourceLabels'
  | 'separator'
  | 'regex'
  | 'modulus'
  | 'targetLabel'
  | 'replacement';

/** What each action takes (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config). */
export const STEP_FIELDS: Readonly<Record<RelabelAction, readonly StepField[]>> = {
  replace: ['sourceLabels', 'separator', 'regex', 'targetLabel', 'replacement'],
  keep: ['sourceLabels', 'separator', 'regex'],
  drop: ['sourceLabels', 'separator', 'regex'],
  keepequal: ['sourceLabels', 'targetLabel'],
  dropequal: ['sourceLabels', 'targetLabel'],
  hashmod: ['sourceLabels', 'separator', 'modulus', 'targetLabel'],
  labelmap: ['regex', 'replacement'],
  labeldrop: ['regex'],
  labelkeep: ['regex'],
  lowercase: ['sourceLabels', 'separator', 'targetLabel'],
  uppercase: ['sourceLabels', 'separator', 'targetLabel'],
};

export const MOST_STEPS = 50;

/** Where the findings about a step are. */
export const stepPointer = (list: RelabelList, index: number) =>
  pointer('endpoints', 0, list, index);

/** The step with another action, without what that does not take. */
export function withAction(step: RelabelStep, action: RelabelAction): RelabelStep {
  return STEP_FIELDS[action].reduce<RelabelStep>(
    (next, field) => withText(next, field, textOf(step, field)),
    { action },
  );
}

/** As it stands in its field; empty where the default holds. */
export function textOf(step: RelabelStep, field: StepField): string {
  if (field === 'sourceLabels') return (step.sourceLabels ?? []).join(', ');
  return String(step[field] ?? '');
}

/** The step with a text in a field; an empty one leaves it to the default. */
export function withText(step: RelabelStep, field: StepField, text: string): RelabelStep {
  const { [field]: _, ...rest } = step;
  if (text === '') return rest;
  if (field === 'modulus') {
    const modulus = Number(text.trim());
    return Number.isInteger(modulus) && modulus > 0 ? { ...rest, modulus } : step;
  }
  if (field !== 'sourceLabels') return { ...rest, [field]: text };
  const sourceLabels = text.split(',').map((label) => label.trim());
  return { ...rest, sourceLabels: sourceLabels.filter((label) => label !== '') };
}
