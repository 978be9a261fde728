import { Alert, Code, Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulePreview as Answer } from '../../../contract/rules.ts';
import { placeFindings } from '../../forms/pointer.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { useSeries } from '../../graph/use-series.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { RangePicker, useChangeRange } from '../../time/range-picker.tsx';
import { linesOfLevels } from './past-graph.ts';
import classes from './rule-editor.module.css';
import { ruleFields } from './rule-fields.tsx';
import type { RuleForm } from './rule-form.ts';
import { RulePast } from './rule-past.tsx';
import { graphUnit } from './unit-of-form.ts';
import type { Preview } from './use-rule-preview.ts';

/** Beside the form: the value over time with the thresholds, and what will be delivered. */
export function RulePreview({
  form,
  preview,
  onThreshold,
}: {
  readonly form: RuleForm;
  readonly preview: Preview;
  /** A threshold line was dragged: the text for the form. */
  readonly onThreshold: (level: number, threshold: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <aside className={classes.preview} aria-label={t('rules.editor.preview')}>
      <div className={classes.previewHead}>
        <h2 className={classes.heading}>{t('rules.editor.previewGraph')}</h2>
        <RangePicker />
      </div>
      <RulePast form={form} onThreshold={onThreshold}>
        <PreviewGraph form={form} />
      </RulePast>
      <h2 className={classes.heading}>{t('rules.editor.previewFile')}</h2>
      <Delivered form={form} preview={preview} />
    </aside>
  );
}

const TYPING_PAUSE_MS = 600;
const HEIGHT = 240;

function PreviewGraph({ form }: { readonly form: RuleForm }) {
  const { t } = useTranslation();
  const { range } = usePlace();
  const ladder = useLadder();
  const zoom = useChangeRange();
  const [expression] = useDebouncedValue(form.expression.trim(), TYPING_PAUSE_MS);
  const { scope, language } = form;
  const answer = useSeries({ scope, language, expression, range, refreshMs: 30_000 });
  const thresholds = useMemo(() => linesOfLevels(form.levels, ladder), [form.levels, ladder]);
  if (expression === '') return <p className="dimmed">{t('rules.editor.previewNoExpression')}</p>;
  if (answer.error !== null) {
    return <FaultText error={answer.error} retry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) return <div style={{ height: HEIGHT }} />;
  if (answer.data.series.length === 0) return <p className="dimmed">{t('explore.empty')}</p>;
  return (
    <LazyGraph
      series={answer.data.series}
      grid={answer.data.grid}
      unit={graphUnit(form)}
      height={HEIGHT}
      thresholds={thresholds}
      onZoom={zoom}
    />
  );
}

function Delivered({ form, preview }: { readonly form: RuleForm; readonly preview: Preview }) {
  const { t } = useTranslation();
  const { findings } = preview;
  if (findings.size > 0 && placeFindings(findings, ruleFields(form)).unplaced.length === 0) {
    return <p className="dimmed">{t('rules.editor.previewWrong')}</p>;
  }
  if (preview.error !== null) return <FaultText error={preview.error} retry={preview.retry} />;
  if (preview.data === undefined) {
    return <p className="dimmed">{t('rules.editor.previewNone')}</p>;
  }
  const { clusters, refused } = preview.data;
  if (clusters.length === 0 && refused.length === 0) {
    return <p className="dimmed">{t('rules.editor.previewNoEnvironment')}</p>;
  }
  return (
    <>
      {refused.map(({ cluster, reason }) => (
        <Alert key={cluster} color="danger" mb="xs">
          {t('rules.editor.previewRefused', { cluster, reason })}
        </Alert>
      ))}
      <Manifests clusters={clusters} />
    </>
  );
}

function Manifests({ clusters }: { readonly clusters: Answer['clusters'] }) {
  const { t } = useTranslation();
  const [first] = clusters;
  if (first === undefined) return null;
  return (
    <Tabs defaultValue={first.cluster} keepMounted={false}>
      <Tabs.List>
        {clusters.map(({ cluster }) => (
          <Tabs.Tab key={cluster} value={cluster}>
            {cluster}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {clusters.map(({ cluster, manifest, scopedExpression }) => (
        <Tabs.Panel key={cluster} value={cluster} pt="xs">
          <h3 className={classes.heading}>{t('rules.editor.previewScoped')}</h3>
          <Code block className={classes.code ?? ''}>
            {scopedExpression}
          </Code>
          <Code block className={classes.code ?? ''} mt="xs">
            {manifest}
          </Code>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
