import { onActivated, onDeactivated, onMounted, onScopeDispose, ref, watch, type Ref } from 'vue'
import { openChart, type Chart, type ChartOption, type ChartSize } from './open-chart.ts'

export type OpenChart = typeof openChart

/**
 * Draws options on one chart in an element: opened with the element's first size, drawn again when
 * the option changes while its scene is shown, disposed of with the component.
 */
export function useChart(
  element: Ref<HTMLElement | null>,
  size: Ref<ChartSize | undefined>,
  option: Ref<ChartOption | undefined>,
  open: OpenChart = openChart,
): void {
  const isShown = ref(false)
  let chart: Chart | undefined
  let pixelRatio = 0
  let drawn: ChartOption | undefined
  let drawnSize: ChartSize | undefined

  function close(): void {
    chart?.dispose()
    chart = undefined
    drawn = undefined
    drawnSize = undefined
  }

  function look(): void {
    const wanted = option.value
    if (!isShown.value || !element.value || !size.value || !wanted) return
    // A window moved to a screen of another density needs a canvas of other measures.
    if (chart && pixelRatio !== devicePixelRatio) close()
    pixelRatio = devicePixelRatio
    chart ??= open(element.value, size.value, pixelRatio)
    if (drawnSize && drawnSize !== size.value) chart.resize(size.value)
    drawnSize = size.value
    if (drawn !== wanted) chart.draw(wanted)
    drawn = wanted
  }

  onMounted(() => (isShown.value = true))
  onActivated(() => (isShown.value = true))
  onDeactivated(() => (isShown.value = false))
  // A scene that rotated out asks for nothing: its options are not even worked out.
  watch(() => (isShown.value ? [element.value, size.value, option.value] : []), look, {
    flush: 'post',
  })
  onScopeDispose(close)
}
