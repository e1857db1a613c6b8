"""`python -m fangzhi.cli`."""

from fangzhi.cli import main

if __name__ == "__main__":
    main()
