import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../../../dashboards/model/panel.ts';
import { useChangeSearch } from '../../scope/use-place.ts';

interface Props {
  readonly panels: readonly Pick<Panel, 'id' | 'title'>[];
  /** Null: the whole dashboard. */
  readonly chosen: number | null;
}

const WHOLE = 'whole';

/** The whole dashboard, or one of its panels; it stands in the address. */
export function PanelChoice({ panels, chosen }: Props) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const named = panels.map(({ id, title }) => ({
    value: String(id),
    label: title === '' ? t('grafana.untitled', { id }) : title,
  }));
  return (
    <Select
      size="xs"
      w={200}
      searchable
      allowDeselect={false}
      aria-label={t('grafana.panel')}
      data={[{ value: WHOLE, label: t('grafana.whole') }, ...named]}
      value={chosen === null ? WHOLE : String(chosen)}
      onChange={(value) =>
        change({ panel: value === WHOLE ? undefined : (value ?? undefined) }, 'push')
      }
    />
  );
}
