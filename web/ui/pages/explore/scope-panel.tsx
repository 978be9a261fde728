import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScopeExplanation } from '../../../contract/scopes.ts';
import { explanationQuery } from '../../api/scope-explanation.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import { questionOf } from './explain-question.ts';
import classes from './explore.module.css';
import { ScopePart } from './scope-part.tsx';

const TYPING_MS = 300;

/** What becomes of a row's query before it is sent: what the scope adds, and why. */
export function ScopePanel({
  id,
  query,
  kind,
}: {
  readonly id: string;
  readonly query: string;
  readonly kind: 'range' | 'instant';
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scope, range } = usePlace();
  const [text] = useDebouncedValue(query.trim(), TYPING_MS);
  const question = useMemo(() => questionOf(text, kind, range, nowMs()), [text, kind, range]);
  const answer = useQuery({
    ...explanationQuery(call, scope, question),
    enabled: text !== '',
    placeholderData: (shown, last) => (last?.queryKey[3] === scope ? shown : undefined),
  });
  return (
    <section id={id} className={classes.scopePanel} aria-label={t('explore.scope.title')}>
      {text === '' ? (
        <p className="dimmed">{t('explore.scope.nothing')}</p>
      ) : answer.error !== null ? (
        <FaultText error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <SkeletonRows count={2} />
      ) : (
        <Explanation explanation={answer.data} />
      )}
    </section>
  );
}

function Explanation({ explanation }: { readonly explanation: ScopeExplanation }) {
  const { t } = useTranslation();
  const { refusal, parts, leftOut, query, scope } = explanation;
  return (
    <>
      {refusal !== null && (
        <p role="alert">
          {t('explore.scope.refused')} {refusal.message}
        </p>
      )}
      {parts.map((part) => (
        <ScopePart
          key={part.clusters.join(' ')}
          part={part}
          query={query}
          scope={scope}
          isOneOfSeveral={parts.length > 1}
        />
      ))}
      {leftOut.length > 0 && (
        <div>
          <h3 className={classes.scopeHead}>{t('explore.scope.leftOut')}</h3>
          <ul className={classes.scopeList}>
            {leftOut.map(({ environment, cluster, message }) => (
              <li key={`${environment} ${cluster}`}>
                <span className="mono">{environment}</span>: {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
