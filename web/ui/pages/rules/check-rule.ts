import type { TFunction } from 'i18next';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { Pair } from '../../forms/pairs-field.tsx';
import { pairPointer } from '../../forms/pairs-field.tsx';
import { type Findings, pointer } from '../../forms/pointer.ts';
import { logFormMistakes, logFormSource } from './log-form/log-form.ts';
import { checkLevelNotify } from './notify/check-level-notify.ts';
import { isSeriesName } from './notify/rule-kind.ts';
import { checksOf, numberOf, type RuleForm } from './rule-form.ts';
import { isWindow, templateSource } from './templates/rule-of-template.ts';

/**
 * What the browser can already tell is wrong, by JSON pointer, so that it is told while typing. The
 * service judges everything again, and the expression only there.
 */
export function checkRule(form: RuleForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const say: Say = (field, isWrong, words) => {
    if (isWrong && !findings.has(field)) findings.set(field, words);
  };
  say('/yaml', form.yaml?.input === null, t('yaml.unreadable'));
  say('/name', form.name.trim() === '', t('forms.required'));
  say('/name', form.name.trim().length > 120, t('forms.tooLong', { max: 120 }));
  say('/scope', form.scope === '', t('rules.editor.invalidScope'));
  say('/expression', form.source === null && form.expression.trim() === '', t('forms.required'));
  const window = templateSource(form.source)?.parameters.window;
  say(
    '/source/parameters/window',
    window !== undefined && !isWindow(window),
    t('templates.invalidWindow'),
  );
  const logForm = logFormSource(form.source)?.form;
  for (const [field, mistake] of logForm === undefined ? [] : logFormMistakes(logForm)) {
    say(field, true, t(`logForm.${mistake === 'window' ? 'invalidWindow' : mistake}`));
  }
  say('/interval', !(durationMs(form.interval) > 0), t('rules.editor.invalidInterval'));
  say('/levels', form.record === null && form.levels.length === 0, t('rules.editor.noLevels'));
  const isNamed = form.record === null || isSeriesName(form.record);
  say('/record', !isNamed, t('policies.rule.invalidRecord'));
  for (const [field, words] of checkLevelNotify(form.levels, t)) say(field, true, words);
  for (const key of ['runbookUrl', 'dashboardUrl'] as const) {
    say(`/${key}`, isBadUrl(form[key].trim()), t('rules.editor.invalidUrl'));
  }
  checkLevels(form, say, t);
  for (const [index, pair] of form.labels.entries()) {
    say(
      pairPointer('labels', index),
      isTwiceIn(form.labels, index),
      t('rules.editor.duplicateName'),
    );
    say(pairPointer('labels', index), isBadName(pair.name), t('rules.editor.invalidLabelName'));
    say(pairPointer('labels', index), isReserved(pair.name), t('rules.editor.reservedLabelName'));
  }
  for (const [index, pair] of form.annotations.entries()) {
    const field = pairPointer('annotations', index);
    say(field, isTwiceIn(form.annotations, index), t('rules.editor.duplicateName'));
    say(field, isBadName(pair.name), t('rules.editor.invalidLabelName'));
  }
  return findings;
}

type Say = (field: string, isWrong: boolean, words: string) => void;

function checkLevels(form: RuleForm, say: Say, t: TFunction): void {
  const severities = form.levels.map(({ severity }) => severity);
  for (const [index, level] of form.levels.entries()) {
    const isTwice = severities.indexOf(level.severity) < index;
    const threshold = numberOf(level.threshold);
    say(pointer('levels', index, 'severity'), level.severity === '', t('forms.required'));
    say(pointer('levels', index, 'severity'), isTwice, t('rules.editor.duplicateSeverity'));
    say(
      pointer('levels', index, 'threshold'),
      level.operator !== '' && !Number.isFinite(threshold),
      t('rules.editor.invalidThreshold'),
    );
    const isByItself = level.operator === '' && form.levels.length > 1;
    say(pointer('levels', index, 'operator'), isByItself, t('rules.editor.byItselfAlone'));
    const keepsFor = level.keepFiringFor.trim() === '' ? 0 : durationMs(level.keepFiringFor);
    say(
      pointer('levels', index, 'keepFiringFor'),
      Number.isNaN(keepsFor),
      t('rules.editor.invalidDuration'),
    );
    say(
      pointer('levels', index, 'for'),
      checksOf(level.for) === null && Number.isNaN(durationMs(level.for)),
      t('rules.editor.invalidDuration'),
    );
  }
}

function durationMs(text: string): number {
  return parseDurationMs(text.trim()) ?? Number.NaN;
}

function isBadUrl(text: string): boolean {
  return text !== '' && (!/^https?:\/\/[^\s/]/i.test(text) || text.includes('{{'));
}

function isTwiceIn(pairs: readonly Pair[], index: number): boolean {
  const name = pairs[index]?.name.trim() ?? '';
  return name !== '' && pairs.findIndex((pair) => pair.name.trim() === name) < index;
}

function isBadName(name: string): boolean {
  return name.trim() !== '' && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name.trim());
}

function isReserved(name: string): boolean {
  const trimmed = name.trim();
  return trimmed === 'severity' || trimmed === 'alertname' || /^(?:__|tocsin_)/.test(trimmed);
}
