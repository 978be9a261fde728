import { Modal } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../../../lists/copy-text-button.tsx';
import classes from '../dashboards.module.css';

/** The JSON of a dashboard, to read and to copy. */
export function BoardSource({
  title,
  source,
  onClose,
}: {
  readonly title: string;
  readonly source: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened size="xl" onClose={onClose} title={t('boards.jsonOf', { title })}>
      <CopyTextButton text={() => source} icon={<IconCopy size={14} />}>
        {t('boards.copyJson')}
      </CopyTextButton>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre className={`${classes.source} mono`} tabIndex={0}>
        {source}
      </pre>
    </Modal>
  );
}
