// A slider through the epochs of the samples. Without it, all of them are shown, newest first.
const controls = document.querySelector('.scrub');
const strips = [...document.querySelectorAll('.strip.predicted')].reverse();

if (controls && strips.length > 1) {
  const [slider, label, all] = ['[type=range]', 'output', '[type=checkbox]'].map(
    (selector) => controls.querySelector(selector));
  const show = () => {
    const current = strips[slider.value];
    label.textContent = current.querySelector('figcaption').textContent;
    for (const strip of strips) strip.hidden = !all.checked && strip !== current;
    slider.disabled = all.checked;
  };
  slider.max = strips.length - 1;
  slider.value = slider.max;
  slider.addEventListener('input', show);
  all.addEventListener('input', show);
  controls.hidden = false;
  show();
}
