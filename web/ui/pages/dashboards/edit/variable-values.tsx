import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { useBoardRefresh } from '../view/board-time.tsx';
import { useBoardValues } from '../view/use-board-values.ts';

const MOST_SHOWN = 30;

/** What can be chosen for a variable now, or why nothing can. */
export function VariableValues({
  dashboard,
  name,
}: {
  readonly dashboard: Dashboard;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const { now } = useBoardRefresh('');
  const [asked] = useDebouncedValue(dashboard, 500);
  const { found } = useBoardValues(asked, JSON.stringify(asked.variables), now);
  const resolved = found.data?.variables.find(({ variable }) => variable.name === name);
  if (resolved === undefined) return null;
  const { options, problem } = resolved;
  if (problem !== null && problem !== undefined) {
    return (
      <p role="alert" className="small">
        {problem}
      </p>
    );
  }
  const shown = options.slice(0, MOST_SHOWN).map(({ text }) => text);
  return (
    <p className="dimmed small">
      {t('boards.variable.values', { count: options.length })}{' '}
      <span className="mono">{shown.join(', ')}</span>
      {options.length > MOST_SHOWN && ' …'}
    </p>
  );
}
