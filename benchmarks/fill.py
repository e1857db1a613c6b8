"""Fill a state folder with synthetic figures: `FANGZHI_HOME=… python -m benchmarks.fill 1000000`."""

from __future__ import annotations

import sys

from fangzhi.opening import open_home


def main() -> None:
    """Keep as many synthetic figures as asked."""
    open_home()
    from fangzhi.indicators.synthetic import fill_synthetic

    fill_synthetic(int(sys.argv[1]))


if __name__ == "__main__":
    main()
