import { useTranslation } from 'react-i18next';
import { Empty } from '../../lists/list-state.tsx';

/** A query that no series answers. */
export function EmptyAnswer({
  query: _query,
  kind: _kind,
}: {
  readonly query: string;
  readonly kind: 'range' | 'instant';
}) {
  const { t } = useTranslation();
  return <Empty title={t('explore.empty')} text={t('explore.emptyHint')} />;
}
