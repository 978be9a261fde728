import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { pointer } from '../../../forms/pointer.ts';
import type { Form } from '../../../forms/use-form.ts';
import { parseScope } from '../../../scope/scope-text.ts';
import { scopeChoices } from '../../../scope/search-scopes.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { useLadder } from '../../../severity/ladder.ts';
import { problemText } from '../../../yaml-editor/problem-text.ts';
import { placeAt } from '../../../yaml-editor/read-document.ts';
import type { YamlFinding } from '../../../yaml-editor/yaml-editor-props.ts';
import { YamlField } from '../../../yaml-editor/yaml-field.tsx';
import type { KnownValues } from '../../../yaml-editor/yaml-options.ts';
import { checkRule } from '../check-rule.ts';
import { LintList } from '../lint-list.tsx';
import type { RuleForm } from '../rule-form.ts';
import type { Preview } from '../use-rule-preview.ts';
import { formOfText, RULE_SHAPE, readRuleText } from './rule-document.ts';

/** The whole rule as a YAML document, judged while it is written. */
export function RuleYaml({
  form,
  preview,
  isReadOnly,
}: {
  readonly form: Form<RuleForm>;
  readonly preview: Preview;
  readonly isReadOnly: boolean;
}) {
  const { t } = useTranslation();
  const known = useKnownValues();
  const text = form.value.yaml?.text ?? '';
  return (
    <>
      <YamlField
        label={t('yaml.way.yaml')}
        help={t('yaml.ruleHelp')}
        value={text}
        findings={useFindings(form, preview)}
        shape={RULE_SHAPE}
        known={known}
        isReadOnly={isReadOnly}
        onBlur={() => form.blur('/yaml')}
        onChange={(written) => form.change(formOfText(form.value, written), '')}
      />
      <LintList findings={preview.lint} />
    </>
  );
}

/** What is wrong with the text, then with what it says, each at its place. */
function useFindings(form: Form<RuleForm>, preview: Preview): readonly YamlFinding[] {
  const { t, i18n } = useTranslation();
  const { value, serverFindings } = form;
  const { text = '' } = value.yaml ?? {};
  const read = useMemo(() => readRuleText(text), [text]);
  const judged = [
    ...(read.input === null ? [] : checkRule(value, t)),
    ...preview.findings,
    ...serverFindings,
  ].map(([at, message]): YamlFinding => {
    return { ...placeAt(read.places, namedPointer(at, value)), severity: 'error', message };
  });
  const lint = preview.lint.map(({ path, severity, message }): YamlFinding => {
    return {
      ...placeAt(read.places, path),
      severity: severity === 'error' ? 'error' : 'warning',
      message: i18n.language.startsWith('zh') ? message.zh : message.en,
    };
  });
  const found = [...faultsOf(read, t), ...judged, ...lint];
  const key = JSON.stringify(found);
  // The same ones are the same list, so that the editor is not told at every stroke.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what they say
  return useMemo(
    () => [...new Map(found.map((one) => [JSON.stringify(one), one])).values()],
    [key],
  );
}

function faultsOf(
  { faults, isExchange, input, places }: ReturnType<typeof readRuleText>,
  t: TFunction,
): readonly YamlFinding[] {
  if (isExchange) return [{ from: 0, to: 1, severity: 'error', message: t('yaml.isExchange') }];
  const said = faults.map(({ from, to, problem }): YamlFinding => {
    return { from, to, severity: 'error', message: problemText(problem, t) };
  });
  if (input?.source === undefined || input.expression === undefined) return said;
  const place = placeAt(places, '/expression');
  return [...said, { ...place, severity: 'warning', message: t('yaml.sourceWins') }];
}

/** The form counts its labels; the document names them. */
function namedPointer(at: string, form: RuleForm): string {
  const [, field, index] = /^\/(labels|annotations)\/#\/(\d+)$/.exec(at) ?? [];
  if (field !== 'labels' && field !== 'annotations') return at;
  return pointer(field, form[field][Number(index)]?.name ?? '');
}

function useKnownValues(): KnownValues {
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const ladder = useLadder();
  const { data: channels } = useQuery(channelsQuery(call, owner));
  return useMemo(() => {
    const own = scopeChoices(scopes).filter(({ scope }) => parseScope(scope)?.owner === owner);
    const ids = (channels ?? []).map(({ id, name }) => ({ value: id, detail: name }));
    return new Map([
      ['scope', own.map(({ scope }) => ({ value: scope, detail: '' }))],
      ['levels/-/severity', ladder.map((value) => ({ value, detail: '' }))],
      ['channels/-', ids],
      ['levels/-/channels/-', ids],
    ]);
  }, [scopes, owner, ladder, channels]);
}
