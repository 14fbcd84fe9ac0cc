"""placeholder"""
def main() -> int:
    print("0")
    return 0
