import { Textarea, TextInput } from '@mantine/core';
import type { Form } from '../forms/use-form.ts';

interface Named {
  readonly name: string;
  readonly description: string;
}

/** What a thing is called, and what it is about. */
export function NameFields<Value extends Named>({
  form,
  labels,
}: {
  readonly form: Form<Value>;
  readonly labels: {
    readonly name: string;
    readonly description: string;
    readonly descriptionHelp?: string;
  };
}) {
  const { value, errorAt, blur, change } = form;
  return (
    <>
      <TextInput
        label={labels.name}
        maxLength={120}
        value={value.name}
        error={errorAt('/name')}
        onBlur={() => blur('/name')}
        onChange={(event) => change({ ...value, name: event.currentTarget.value }, '/name')}
      />
      <Textarea
        label={labels.description}
        description={labels.descriptionHelp}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        maxRows={6}
        value={value.description}
        error={errorAt('/description')}
        onBlur={() => blur('/description')}
        onChange={(event) =>
          change({ ...value, description: event.currentTarget.value }, '/description')
        }
      />
    </>
  );
}
