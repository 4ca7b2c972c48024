"""The parts of ``remote``: the address, the calls, when to leave a server alone, what is asked, what is answered.

The protocol is that of Label Studio's ML backends (HumanSignal/label-studio-ml-backend, ``label_studio_ml/api.py``, and
``label_studio/ml/api_connector.py`` in HumanSignal/label-studio): ``GET /health``, ``POST /setup``, ``POST /predict``,
``POST /webhook``, JSON both ways.
"""
