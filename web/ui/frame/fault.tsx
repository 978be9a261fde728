import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../api/error-words.ts';
import classes from './frame.module.css';

interface FaultProps {
  readonly error: unknown;
  readonly retry: () => void;
  readonly isTrying?: boolean;
  /** What happens by itself. */
  readonly note?: string;
}

/** What went wrong, what the service said, and a way on. */
export function FaultText({ error, retry, isTrying = false, note }: FaultProps) {
  const { t } = useTranslation();
  const { title, detail } = errorWords(error, t);
  return (
    <Stack gap="xs" align="start" role="alert">
      <Title order={2} size="h5">
        {title}
      </Title>
      {detail !== '' && <Text size="sm">{detail}</Text>}
      {note !== undefined && <Text size="sm">{note}</Text>}
      <Button size="xs" variant="default" loading={isTrying} onClick={retry}>
        {t('frame.table.retry')}
      </Button>
    </Stack>
  );
}

/** The same, when there is nothing else to show. */
export function FaultPage(props: FaultProps) {
  return (
    <div className={classes.alone}>
      <div className={classes.aloneText}>
        <FaultText {...props} />
      </div>
    </div>
  );
}
