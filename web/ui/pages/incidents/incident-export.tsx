import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IncidentQuery } from '../../../contract/incident-history.ts';
import { queryOf } from '../../api/client.ts';

const FORMATS = ['csv', 'ndjson'] as const;

/** Downloads what the filter finds. */
export function IncidentExport({
  owner,
  query,
}: {
  readonly owner: string;
  readonly query: IncidentQuery;
}) {
  const { t } = useTranslation();
  const path = `/api/v1/tenants/${encodeURIComponent(owner)}/incidents/export`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} />}>
          {t('incidents.export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={`${path}?${queryOf({ ...query, format })}`}
            download
          >
            {t(`incidents.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
