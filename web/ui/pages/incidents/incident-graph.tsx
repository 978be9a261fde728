import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MatrixSeries } from '../../../../dashboards/model/matrix.ts';
import { guessUnit } from '../../../../dashboards/panels/guess-unit.ts';
import { stepOf } from '../../../../platform/model/severity-step.ts';
import type { Incident } from '../../../contract/incidents.ts';
import type { Rule } from '../../../contract/rules.ts';
import { ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { useSeries } from '../../graph/use-series.ts';
import { useGo, useLinkTo } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { useNow } from '../../time/now.ts';
import { printRange, rangeBetween } from '../../time/range.ts';
import { linesOfLevels } from '../rules/past-graph.ts';
import { formOfRule } from '../rules/rule-form.ts';
import classes from './incident-page.module.css';

const MARGIN_MS = 30 * 60_000;
const LONGEST_MS = 7 * 86_400_000;
const HEIGHT = 220;
const MINUTE_MS = 60_000;

/** What the rule of an incident saw around it, with the thresholds; nothing for one without a rule. */
export function IncidentGraph({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const ruleId = incident.ruleId ?? '';
  const rule = useQuery({ ...ruleQuery(call, incident.owner, ruleId), enabled: ruleId !== '' });
  // It stands above the timeline, which is not to jump when it comes.
  if (rule.isLoading) return <div style={{ height: HEIGHT }} />;
  if (rule.data === undefined || rule.data.expression === '') return null;
  return (
    <section aria-label={t('incidents.detail.graph')}>
      <h2 className={classes.heading}>{t('incidents.detail.graph')}</h2>
      <RuleGraph incident={incident} rule={rule.data} />
    </section>
  );
}

function RuleGraph({ incident, rule }: { readonly incident: Incident; readonly rule: Rule }) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const linkTo = useLinkTo();
  const go = useGo();
  const now = useNow(MINUTE_MS);
  const startMs = Date.parse(incident.startedAt);
  const endMs = incident.resolvedAt === null ? now : Date.parse(incident.resolvedAt);
  // Up, not down: of what has just begun there is something to see.
  const toMs = Math.ceil(Math.min(now, endMs + MARGIN_MS) / MINUTE_MS) * MINUTE_MS;
  const fromMs = Math.max(startMs - MARGIN_MS, toMs - LONGEST_MS);
  const range = useMemo(() => rangeBetween(fromMs, toMs), [fromMs, toMs]);
  const { expression, language } = rule;
  const answer = useSeries({
    scope: scopeOf(incident, rule),
    language,
    expression,
    range,
    refreshMs: incident.status === 'firing' ? MINUTE_MS : false,
  });
  const thresholds = useMemo(() => linesOfLevels(formOfRule(rule).levels, ladder), [rule, ladder]);
  const bands = useMemo(() => {
    const step = stepOf(incident.severity, ladder);
    return [{ fromSeconds: startMs / 1000, toSeconds: endMs / 1000, step }];
  }, [startMs, endMs, incident.severity, ladder]);
  if (answer.error !== null) {
    return <FaultText error={answer.error} retry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) return <div style={{ height: HEIGHT }} />;
  if (answer.data.series.length === 0) return <p className="dimmed">{t('explore.empty')}</p>;
  return (
    <LazyGraph
      series={ownSeries(answer.data.series, incident)}
      grid={answer.data.grid}
      unit={language === 'promql' ? guessUnit(expression) : 'short'}
      height={HEIGHT}
      thresholds={thresholds}
      bands={bands}
      onZoom={(zoomed) => go(linkTo('/explore', { q: expression, range: printRange(zoomed) }))}
    />
  );
}

/** The series of the incident itself, known by its labels; all where none is. */
function ownSeries(series: readonly MatrixSeries[], { labels }: Incident): readonly MatrixSeries[] {
  const own = series.filter(({ metric }) =>
    Object.entries(metric).every(
      ([name, value]) => !Object.hasOwn(labels, name) || labels[name] === value,
    ),
  );
  return own.length > 0 ? own : series;
}

/** Where the incident is, as far as it says; else where the rule looks. */
function scopeOf({ owner, project, environment }: Incident, { scope }: Rule): string {
  if (project === null) return scope;
  return [owner, project, environment].filter((part) => part !== null).join('.');
}
