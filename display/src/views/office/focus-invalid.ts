import { nextTick } from 'vue'

/** Goes to the first field that has to be put right, once the form says so. */
export async function focusInvalid(form: HTMLElement | null | undefined): Promise<void> {
  await nextTick()
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
