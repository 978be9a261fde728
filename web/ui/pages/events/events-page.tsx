import { useTranslation } from 'react-i18next';
import { ObjectSearch } from '../../object-search/object-search.tsx';
import { EVENTS } from '../../object-search/search-kind.ts';
import { EventCells, EventHead } from './event-cells.tsx';

/** What Kubernetes says of the scope's namespaces. */
export function EventsPage() {
  const { t } = useTranslation();
  return (
    <ObjectSearch
      kind={EVENTS}
      Cells={EventCells}
      head={<EventHead />}
      levelWord={(level) =>
        t(`objects.events.levels.${level === 'warn' || level === 'info' ? level : 'other'}`)
      }
    />
  );
}
