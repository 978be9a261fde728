import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../api/error-words.ts';

interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Whether it would be refused; `text` says why. */
  readonly isBlocked?: boolean;
  readonly onDelete: () => Promise<void>;
}

/** A destructive action: the question names the thing and what will follow. */
export function DeleteButton(question: Question) {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        size="sm"
        leftSection={<IconTrash size={15} />}
        onClick={open}
      >
        {t('forms.delete')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={question.title}>
        <Ask question={question} onCancel={close} />
      </Modal>
    </>
  );
}

function Ask({
  question,
  onCancel,
}: {
  readonly question: Question;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { text, confirm, isBlocked = false, onDelete } = question;
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const run = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      await onDelete();
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  const words = fault === undefined ? undefined : errorWords(fault, t);
  return (
    <Stack>
      <Text>{text}</Text>
      {words !== undefined && (
        <Alert color="danger" title={words.title} role="alert">
          {words.detail}
        </Alert>
      )}
      <Group justify="end" gap="xs">
        <Button variant="default" data-autofocus onClick={onCancel}>
          {t('forms.cancel')}
        </Button>
        <Button color="danger" loading={isBusy} disabled={isBlocked} onClick={() => void run()}>
          {confirm}
        </Button>
      </Group>
    </Stack>
  );
}
