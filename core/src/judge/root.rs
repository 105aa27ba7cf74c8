//! Where a falling function crosses zero: Brent's method, as R's `zeroin.c` and Kayenta's `BrentSolver.java` have it.
//!
//! (R. P. Brent, Algorithms for Minimization without Derivatives, chapter 4.)

use crate::base::limits::ROOT_STEPS;

/// A point, and the function's value there.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) at: f64,
    pub(super) value: f64,
}

/// The zero between two points at which `function` has different signs, to within `tolerance`.
///
/// Bounded: after [`ROOT_STEPS`] steps the best point so far is the answer, as in Kayenta.
pub(super) fn find(low: Point, high: Point, tolerance: f64, function: impl Fn(f64) -> f64) -> f64 {
    // `last` is the approximation before `best`; `other` lies on the other side of the zero.
    let (mut last, mut best, mut other) = (low, high, low);
    if low.value == 0.0 {
        return low.at;
    }
    if high.value == 0.0 {
        return high.at;
    }
    for _ in 0..=ROOT_STEPS {
        let step_before = best.at - last.at;
        if other.value.abs() < best.value.abs() {
            (last, best, other) = (best, other, best);
        }
        let near = 2.0 * f64::EPSILON * best.at.abs() + tolerance / 2.0;
        let half = (other.at - best.at) / 2.0;
        if half.abs() <= near || best.value == 0.0 {
            return best.at;
        }
        let step = interpolated(last, best, other, step_before, near).unwrap_or(half);
        let step = match (step.abs() < near, step > 0.0) {
            (false, _) => step,
            (true, true) => near,
            (true, false) => -near,
        };
        last = best;
        let at = best.at + step;
        best = Point { at, value: function(at) };
        if (best.value > 0.0 && other.value > 0.0) || (best.value < 0.0 && other.value < 0.0) {
            other = last;
        }
    }
    best.at
}

/// The step by linear or inverse quadratic interpolation, where it falls between the points and is not too large.
fn interpolated(last: Point, best: Point, other: Point, step_before: f64, near: f64) -> Option<f64> {
    if step_before.abs() < near || last.value.abs() <= best.value.abs() {
        return None;
    }
    let width = other.at - best.at;
    let (p, q) = if last.at == other.at {
        let t = best.value / last.value;
        (width * t, 1.0 - t)
    } else {
        let (q, t1, t2) = (last.value / other.value, best.value / other.value, best.value / last.value);
        let p = t2 * (width * q * (q - t1) - (best.at - last.at) * (t1 - 1.0));
        (p, (q - 1.0) * (t1 - 1.0) * (t2 - 1.0))
    };
    let (p, q) = if p > 0.0 { (p, -q) } else { (-p, q) };
    let fits = p < 0.75 * width * q - (near * q).abs() / 2.0 && p < (step_before * q / 2.0).abs();
    fits.then(|| p / q)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zero(low: f64, high: f64, function: impl Fn(f64) -> f64) -> f64 {
        let point = |at| Point { at, value: function(at) };
        find(point(low), point(high), 1e-9, &function)
    }

    #[test]
    fn zeros_are_found_where_they_are() {
        assert!((zero(0.0, 5.0, |x| 2.0 - x * x) - core::f64::consts::SQRT_2).abs() < 1e-8);
        assert!((zero(-3.0, 9.0, |x| if x < 1.25 { 1.0 } else { -2.0 }) - 1.25).abs() < 1e-8);
        assert_eq!(zero(1.0, 2.0, |x| 1.0 - x), 1.0);
        assert_eq!(zero(1.0, 2.0, |x| 2.0 - x), 2.0);
    }

    #[test]
    fn a_function_without_a_zero_ends() {
        assert!(zero(0.0, 1.0, |_| 1.0).is_finite());
    }
}
