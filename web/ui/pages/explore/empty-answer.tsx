import { Button } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import { emptyTimeOf } from './explain-question.ts';
import classes from './explore.module.css';

interface Emptiness {
  readonly query: string;
  readonly kind: 'range' | 'instant';
}

/** A query that no series answers, and on request why that is so. */
export function EmptyAnswer({ query, kind }: Emptiness) {
  const { t } = useTranslation();
  const { rangeText } = usePlace();
  /** What was asked about; another query or range is another question. */
  const [asked, setAsked] = useState<{ readonly key: string; readonly atMs: number }>();
  const key = JSON.stringify([query, kind, rangeText]);
  return (
    <Empty title={t('explore.empty')} text={t('explore.emptyHint')}>
      {asked?.key === key ? (
        <Reasons query={query} kind={kind} atMs={asked.atMs} />
      ) : (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconZoomQuestion size={15} />}
          onClick={() => setAsked({ key, atMs: nowMs() })}
        >
          {t('explore.why.ask')}
        </Button>
      )}
    </Empty>
  );
}

/** What the service found out with a few small questions inside the same scope. */
function Reasons({ query, kind, atMs }: Emptiness & { readonly atMs: number }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { scope, range, parts } = usePlace();
  const answer = useQuery({
    queryKey: [...ownerKey(parts.owner), 'why-empty', scope, query, kind, atMs],
    queryFn: ({ signal }) =>
      call('namedMetrics.explainEmpty', {
        params: { scope },
        body: { query, time: emptyTimeOf(kind, range, atMs) },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (answer.error !== null) {
    return <FaultText error={answer.error} retry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) return <SkeletonRows count={2} />;
  const language = i18n.resolvedLanguage === 'zh' ? 'zh' : 'en';
  const texts = new Set(answer.data.reasons.map(({ text }) => text[language]));
  return (
    <section className={classes.why} aria-label={t('explore.why.title')}>
      <ul className={classes.scopeList}>
        {[...texts].map((text) => (
          <li key={text}>{text}</li>
        ))}
        {answer.data.warnings.map((warning) => (
          <li key={warning} className="dimmed">
            {warning}
          </li>
        ))}
      </ul>
    </section>
  );
}
