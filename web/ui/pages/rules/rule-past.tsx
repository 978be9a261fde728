import { Alert, Loader, Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulePast as Answer, ClusterPast } from '../../../contract/rule-past.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { useLadder } from '../../severity/ladder.ts';
import { useChangeRange } from '../../time/range-picker.tsx';
import { bandsOfPast, gridOfPast, linesOfLevels, seriesOfPast } from './past-graph.ts';
import { PastMessages } from './past-messages.tsx';
import { PastNotices, PastSummary } from './past-summary.tsx';
import { PastTable } from './past-table.tsx';
import { PastTold } from './past-told.tsx';
import type { RuleForm } from './rule-form.ts';
import classes from './rule-past.module.css';
import { graphUnit } from './unit-of-form.ts';
import { useRulePast } from './use-rule-past.ts';

const HEIGHT = 240;

interface Props {
  readonly form: RuleForm;
  /** A threshold line was dragged: the text for the form. */
  readonly onThreshold: (level: number, threshold: string) => void;
}

/**
 * What the rule would have done in the range of the page, cluster by cluster: its value with the
 * levels, when each would have fired, who would have been told, and how the message reads.
 * @param children what is shown while the form is not complete
 */
export function RulePast({ children, ...props }: Props & { readonly children: React.ReactNode }) {
  const past = useRulePast(props.form);
  if (past === null) return children;
  if (past.error !== null) {
    return <FaultText error={past.error} retry={() => void past.refetch()} />;
  }
  if (past.data === undefined) {
    return (
      <div className={classes.waiting} style={{ height: HEIGHT }}>
        <Loader size="sm" />
      </div>
    );
  }
  return (
    <div aria-busy={past.isFetching}>
      <Clusters past={past.data} {...props} />
    </div>
  );
}

function Clusters({ past, ...props }: Props & { readonly past: Answer }) {
  const { t } = useTranslation();
  const { clusters, refused, failed } = past;
  const [first, ...others] = clusters;
  return (
    <>
      {refused.map(({ cluster, reason }) => (
        <Alert key={cluster} color="danger" mb="xs">
          {t('rulePast.refused', { cluster, reason })}
        </Alert>
      ))}
      {failed.map(({ cluster, message }) => (
        <Alert key={cluster} color="danger" mb="xs">
          {t('rulePast.failed', { cluster, message })}
        </Alert>
      ))}
      {first === undefined && refused.length + failed.length === 0 && (
        <p className="dimmed">{t('rules.editor.previewNoEnvironment')}</p>
      )}
      {first !== undefined && others.length === 0 && <OnCluster {...props} past={first} />}
      {first !== undefined && others.length > 0 && (
        <Tabs defaultValue={first.cluster} keepMounted={false}>
          <Tabs.List>
            {clusters.map(({ cluster }) => (
              <Tabs.Tab key={cluster} value={cluster}>
                {cluster}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {clusters.map((each) => (
            <Tabs.Panel key={each.cluster} value={each.cluster} pt="xs">
              <OnCluster {...props} past={each} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </>
  );
}

function OnCluster({ past, form, onThreshold }: Props & { readonly past: ClusterPast }) {
  const { t } = useTranslation();
  return (
    <>
      <PastGraph past={past} form={form} onThreshold={onThreshold} />
      <PastSummary past={past} />
      <PastTold past={past} />
      <PastNotices notices={past.notices} />
      {past.series.length > 0 && <PastTable past={past} />}
      {past.messages.length > 0 && <PastMessages messages={past.messages} />}
      {past.series.length === 0 && <p className="dimmed">{t('explore.empty')}</p>}
    </>
  );
}

function PastGraph({ past, form, onThreshold }: Props & { readonly past: ClusterPast }) {
  const ladder = useLadder();
  const zoom = useChangeRange();
  const { levels } = form;
  const lines = useMemo(() => linesOfLevels(levels, ladder), [levels, ladder]);
  const bands = useMemo(() => bandsOfPast(past, ladder), [past, ladder]);
  const grid = useMemo(() => gridOfPast(past), [past]);
  const series = useMemo(() => seriesOfPast(past, grid), [past, grid]);
  if (series.length === 0 || past.columns.count === 0) return null;
  return (
    <LazyGraph
      series={series}
      grid={grid}
      unit={graphUnit(form)}
      height={HEIGHT}
      thresholds={lines}
      bands={bands}
      onThreshold={(index, value) => {
        const line = lines[index];
        if (line !== undefined) onThreshold(line.level, String(value));
      }}
      onZoom={zoom}
    />
  );
}
