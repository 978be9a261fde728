import { useTranslation } from 'react-i18next';
import type { LogSpecStatus } from '../../../contract/log-flows.ts';
import classes from './log-flows.module.css';

/** How a flow or output does, with what is wrong and what waits. */
export function LogSpecState({ status }: { readonly status: LogSpecStatus }) {
  const { t } = useTranslation();
  const { state, problems, queue } = status;
  return (
    <>
      <span data-state={state}>{t(`logFlows.state.${state}`)}</span>
      {problems.map((problem) => (
        <div key={problem} className={`${classes.problem} dimmed`}>
          {problem}
        </div>
      ))}
      {queue !== null && (
        <div className="dimmed figures">
          {[
            t('logFlows.sent', { count: queue.sentLines }),
            ...(queue.waitingLines > 0
              ? [t('logFlows.waiting', { count: queue.waitingLines })]
              : []),
            ...(queue.droppedLines > 0
              ? [t('logFlows.dropped', { count: queue.droppedLines })]
              : []),
          ].join(' · ')}
        </div>
      )}
    </>
  );
}
