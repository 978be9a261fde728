import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { TextDiff } from '../../../history/text-diff.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import classes from './diff.module.css';
import { diffRule, type FieldChange } from './rule-diff.ts';
import { type RuleContent, ruleYaml } from './rule-text.ts';

/** What is different between two states of a rule: in words, or as YAML. */
export function RuleDiffView({
  before,
  after,
}: {
  readonly before: RuleContent;
  readonly after: RuleContent;
}) {
  const { t } = useTranslation();
  const [view, setView] = useState('words');
  const names = useChannelNames();
  const [a, b] = [named(before, names), named(after, names)];
  const changes = diffRule(a, b);
  if (changes.length === 0) return <p className="dimmed">{t('ruleWork.diff.none')}</p>;
  return (
    <div>
      <SegmentedControl
        size="xs"
        aria-label={t('ruleWork.diff.view')}
        value={view}
        data={(['words', 'yaml'] as const).map((value) => ({
          value,
          label: t(`ruleWork.diff.as.${value}`),
        }))}
        onChange={setView}
      />
      {view === 'words' ? (
        <Words changes={changes} />
      ) : (
        <TextDiff before={ruleYaml(a)} after={ruleYaml(b)} />
      )}
    </div>
  );
}

function useChannelNames(): ReadonlyMap<string, string> {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { data = [] } = useQuery(channelsQuery(call, owner));
  return useMemo(() => new Map(data.map(({ id, name }) => [id, name])), [data]);
}

function named(rule: RuleContent, names: ReadonlyMap<string, string>): RuleContent {
  return { ...rule, channels: rule.channels.map((id) => names.get(id) ?? id) };
}

function Words({ changes }: { readonly changes: readonly FieldChange[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.words}>
      <thead>
        <tr>
          <th scope="col">{t('ruleWork.diff.what')}</th>
          <th scope="col">{t('ruleWork.diff.before')}</th>
          <th scope="col">{t('ruleWork.diff.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, of, before, after }) => (
          <tr key={`${field} ${of}`}>
            <th scope="row">
              {t(`ruleWork.field.${field}`)} <span className="mono dimmed">{of}</span>
            </th>
            <Side text={before} kind="removed" />
            <Side text={after} kind="added" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({
  text,
  kind,
}: {
  readonly text: string | null;
  readonly kind: 'removed' | 'added';
}) {
  const { t } = useTranslation();
  const label = kind === 'removed' ? t('ruleWork.diff.before') : t('ruleWork.diff.after');
  return (
    <td data-label={label}>
      {text === null ? (
        <span className="dimmed">{t('ruleWork.diff.nothing')}</span>
      ) : (
        <span className={`${classes.value} mono`} data-kind={kind}>
          {text}
        </span>
      )}
    </td>
  );
}
